package io.tappass.rego.diagnostic;

/**
 * The kinds of errors in Rego source, each with its stable code and the code under which OPA
 * reports the same kind. Each has a page under {@code docs/diagnostics/}.
 */
public enum RegoCode {
  /** The text is not Rego. */
  PARSE("TP1001", "rego_parse_error"),
  /** Policies of before Rego v1: a body without {@code if}, a set rule without {@code contains}. */
  OLD_SYNTAX("TP1002", "rego_parse_error"),
  /** A named limit of the source: size, nesting, number of errors. */
  LIMIT("TP1003", "rego_parse_error"),
  /** A rule, import or declaration that cannot mean anything. */
  COMPILE("TP1010", "rego_compile_error"),
  /** A variable that nothing gives a value. */
  UNSAFE_VAR("TP1011", "rego_unsafe_var_error"),
  /** A rule that depends on itself. */
  RECURSION("TP1012", "rego_recursion_error"),
  /** A function that nobody defines, or a call with the wrong number of arguments. */
  TYPE("TP1013", "rego_type_error"),
  /** A builtin that the decision profile leaves out. */
  PROFILE("TP1014", "rego_type_error"),
  /** A {@code # METADATA} block that is not YAML or has wrong members. */
  METADATA("TP1015", "rego_parse_error");

  private final String code;
  private final String opaCode;

  RegoCode(String code, String opaCode) {
    this.code = code;
    this.opaCode = opaCode;
  }

  /** The stable code, {@code TP} and four digits. */
  public String code() {
    return code;
  }

  /** OPA's word for the same kind, as {@code opa eval} prints it. */
  public String opaCode() {
    return opaCode;
  }
}
