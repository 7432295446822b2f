package io.tappass.rego.builtin;

import io.tappass.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The declared builtins by name. Immutable. */
public final class Builtins {

  /** One method for each family; a builtin that stands in none is left to the evaluator. */
  private static final List<Family> FAMILIES =
      List.of(
          Comparisons.family(),
          Arithmetic.family(),
          Aggregates.family(),
          Bits.family(),
          Numbers.family(),
          Lists.family(),
          Sets.family(),
          ObjectFunctions.family(),
          Types.family(),
          Strings.family(),
          Graphs.family(),
          JsonPaths.family(),
          JsonPatch.family(),
          Regexes.family(),
          Globs.family(),
          Encodings.family(),
          Documents.family(),
          Schemas.family(),
          Graphql.family(),
          Times.family(),
          Cidrs.family(),
          Versions.family(),
          Units.family(),
          Hashes.family(),
          Identifiers.family(),
          Tokens.family(),
          Uris.family(),
          AwsRequests.family(),
          Template.family());

  private static final Builtins STANDARD = new Builtins(bound());

  private final Map<String, Builtin> byName;

  private Builtins(Map<String, Builtin> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  private static Map<String, Builtin> bound() {
    Map<String, Builtin> builtins = Declarations.read();
    for (Family family : FAMILIES) {
      for (var binding : family.functions().entrySet()) {
        Builtin declared = builtins.get(binding.getKey());
        if (declared == null || declared.function() != null) {
          throw new IllegalStateException("undeclared or bound twice: " + binding.getKey());
        }
        builtins.put(binding.getKey(), declared.withFunction(binding.getValue()));
      }
    }
    return builtins;
  }

  /**
   * All builtins of OPA 1.22, with the functions of this package. Without a function are those that
   * need the evaluator itself ({@code walk}, {@code print}, {@code trace}, {@code rego.*}, {@code
   * internal.*}, {@code eq}, {@code assign}) or the world ({@code http.send}, {@code opa.runtime},
   * {@code net.lookup_ip_addr}).
   */
  public static Builtins standard() {
    return STANDARD;
  }

  /**
   * The same builtins with {@code function} for {@code name}.
   *
   * @throws IllegalArgumentException if no builtin of that name is declared
   */
  public Builtins with(String name, BuiltinFunction function) {
    Builtin declared = byName.get(name);
    if (declared == null) {
      throw new IllegalArgumentException("no builtin is declared as " + name);
    }
    Map<String, Builtin> changed = new LinkedHashMap<>(byName);
    changed.put(name, declared.withFunction(function));
    return new Builtins(changed);
  }

  /** The builtin of that name. */
  public Optional<Builtin> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The builtins in the order of their names. */
  public Collection<Builtin> all() {
    return byName.values();
  }

  /**
   * What {@code opa check --capabilities} reads, limited to the builtins of {@code listed}.
   *
   * @param listed most often those in the decision profile
   */
  public static JsonValue capabilities(Collection<Builtin> listed) {
    return Capabilities.of(new ArrayList<>(listed));
  }
}
