package io.tappass.rego.compile;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of one body. A closure's scope has the scope around it as its parent. */
final class Scope {

  /** A variable of a clause; its slot is its own for the whole clause. */
  static final class Local {
    final String name;
    final int slot;
    final Scope owner;
    final SourceSpan span;

    private Local(String name, int slot, Scope owner, SourceSpan span) {
      this.name = name;
      this.slot = slot;
      this.owner = owner;
      this.span = span;
    }

    boolean isGenerated() {
      return name.startsWith("_") && (name.length() == 1 || name.startsWith("__local"));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How many slots and cells a clause needs. */
  static final class Layout {
    int slots;
    int cells;
  }

  final @Nullable Scope parent;
  final Layout layout;
  private final Map<String, Local> declared = new HashMap<>();
  private final Map<String, Local> implicit = new HashMap<>();
  private final Set<String> direct = new HashSet<>();
  private final Set<String> used = new HashSet<>();

  Scope(@Nullable Scope parent, Layout layout) {
    this.parent = parent;
    this.layout = layout;
  }

  /** Says which names occur in the body itself, outside the closures in it. */
  void occurs(Set<String> names) {
    direct.addAll(names);
  }

  boolean isWithin(Scope other) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope == other) {
        return true;
      }
    }
    return false;
  }

  Local temporary(SourceSpan span) {
    return new Local("__local", layout.slots++, this, span);
  }

  Local wildcard(SourceSpan span) {
    return new Local("_", layout.slots++, this, span);
  }

  boolean isUsed(String name) {
    return used.contains(name);
  }

  boolean isDeclaredHere(String name) {
    return declared.containsKey(name);
  }

  Local declare(String name, SourceSpan span) {
    var local = new Local(name, layout.slots++, this, span);
    declared.put(name, local);
    return local;
  }

  /** Makes a name mean a local that exists already. */
  void declare(String name, Local local) {
    declared.put(name, local);
  }

  /** The variable declared under a name, in this scope or around it. */
  @Nullable Local findDeclared(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Local local = scope.declared.get(name);
      if (local != null) {
        return local;
      }
      scope.used.add(name);
    }
    return null;
  }

  /** The variable that a name means without a declaration: that of the outermost body with it. */
  Local implicit(String name, SourceSpan span) {
    Scope outermost = this;
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope.direct.contains(name)) {
        outermost = scope;
      }
    }
    Local known = outermost.implicit.get(name);
    if (known == null) {
      known = new Local(name, layout.slots++, outermost, span);
      outermost.implicit.put(name, known);
    }
    return known;
  }

  /** The variables of this body that were never declared, by name. */
  Map<String, Local> implicit() {
    return implicit;
  }

  /** The declared variables of this body, by name. */
  Map<String, Local> declared() {
    return declared;
  }
}
