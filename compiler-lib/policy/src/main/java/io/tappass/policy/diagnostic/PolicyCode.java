package io.tappass.policy.diagnostic;

import io.tappass.rego.diagnostic.Severity;

/**
 * The kinds of what can be wrong with a policy repository. A code never changes its meaning; each
 * has a page under {@code docs/diagnostics/}.
 */
public enum PolicyCode {
  TOO_MANY_ENTRIES("TP1101"),
  PATH_TOO_DEEP("TP1102"),
  FILE_TOO_LARGE("TP1103"),
  TREE_TOO_LARGE("TP1104"),
  SYMLINK("TP1105"),
  SUBMODULE("TP1106"),
  EXECUTABLE("TP1107"),
  ODD_MODE("TP1108"),
  ODD_PATH("TP1109"),
  PATH_COLLISION("TP1110"),
  NOT_UTF8("TP1111"),
  BAD_ID("TP1112"),
  UNKNOWN_FILE("TP1113"),
  MISSING_FILE("TP1114"),
  YAML_SYNTAX("TP1120"),
  YAML_REFUSED("TP1121"),
  YAML_DUPLICATE_KEY("TP1122"),
  DOCUMENT_SHAPE("TP1123"),
  DOCUMENT_VALUE("TP1124"),

  PACKAGE_PATH("TP1201"),
  CHILD_HEAD("TP1202"),
  FOREIGN_REFERENCE("TP1203"),
  PACK_ALLOW("TP1204"),
  EXPORT_SHAPE("TP1205"),
  INPUT_UNKNOWN("TP1206"),

  SETTING_READS_CALL("TP1301"),
  SETTING_TYPE("TP1302"),
  SETTING_ENTRY("TP1303"),
  SETTING_RELAXES("TP1304"),
  SETTING_FAILED("TP1305"),
  SETTING_UNKNOWN("TP1306"),

  CATALOGUE("TP1401"),
  SPELLING_TWICE("TP1402"),
  UNKNOWN_CAPABILITY("TP1403"),
  UNKNOWN_RUNTIME("TP1404"),
  UNKNOWN_PACK("TP1405"),
  PACK_REQUIREMENT("TP1406"),
  EXCEPTION_RULE("TP1407"),
  EXCEPTION_EXPIRED("TP1408", Severity.WARNING),
  EXCEPTION_UNTIL("TP1409"),
  EXCEPTION_SCOPE("TP1411"),

  DEAD_GRANT("TP1601", Severity.WARNING),
  DENY_ON_OPTIONAL("TP1602", Severity.WARNING),
  TOOL_UNCONSTRAINED("TP1603", Severity.WARNING),
  RULE_UNUSED("TP1604", Severity.WARNING),
  RING_UNSERVED("TP1605", Severity.WARNING);

  private final String code;
  private final Severity severity;

  PolicyCode(String code) {
    this(code, Severity.ERROR);
  }

  PolicyCode(String code, Severity severity) {
    this.code = code;
    this.severity = severity;
  }

  /** The stable code, {@code TP} and four digits. */
  public String code() {
    return code;
  }

  /** How much it weighs where nothing else is said. */
  public Severity severity() {
    return severity;
  }
}
