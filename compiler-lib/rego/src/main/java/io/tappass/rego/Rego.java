package io.tappass.rego;

import io.tappass.rego.builtin.Builtins;
import io.tappass.rego.compile.Compiler;
import io.tappass.rego.compile.LanguageBuiltins;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way into the language: sources in, a {@link Program} or diagnostics out. */
public final class Rego {
  private static final Builtins BUILTINS = LanguageBuiltins.added(Builtins.standard());

  private Rego() {}

  /** Reads every file, whatever is wrong with the others. */
  public static ParsedModules parse(List<SourceFile> files, RegoOptions options) {
    var modules = new ArrayList<Module>();
    var diagnostics = new ArrayList<Diagnostic>();
    for (SourceFile file : files) {
      Parser.Parsed<Module> parsed = parsed(file, options);
      diagnostics.addAll(parsed.diagnostics());
      Module module = parsed.value();
      if (module != null) {
        modules.add(module);
      }
    }
    return new ParsedModules(modules, diagnostics);
  }

  private static Parser.Parsed<Module> parsed(SourceFile file, RegoOptions options) {
    try {
      return Parser.module(file.path(), file.text(), options.limits());
    } catch (StackOverflowError e) {
      // The limits fit an ordinary stack; a caller with a smaller one gets an answer too.
      return new Parser.Parsed<>(null, List.of(tooDeep(file.path())));
    }
  }

  private static Diagnostic tooDeep(String path) {
    return Diagnostic.error(
        RegoCode.LIMIT, SourceSpan.start(path), "nested deeper than this thread's stack allows");
  }

  /** Reads and compiles; a program comes out only if there is no error at all. */
  public static Compilation compile(List<SourceFile> files, RegoOptions options) {
    ParsedModules parsed = parse(files, options);
    return parsed.isWhole()
        ? compile(parsed, options)
        : new Compilation(Optional.empty(), parsed.diagnostics());
  }

  /** Compiles modules that were read without an error. */
  public static Compilation compile(ParsedModules parsed, RegoOptions options) {
    var diagnostics = new ArrayList<Diagnostic>(parsed.diagnostics());
    if (diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR)) {
      return new Compilation(Optional.empty(), diagnostics);
    }
    Compiler.Code code = null;
    try {
      code = Compiler.compile(parsed.modules(), options, BUILTINS, diagnostics);
    } catch (StackOverflowError e) {
      diagnostics.add(tooDeep(""));
    }
    return code == null
        ? new Compilation(Optional.empty(), diagnostics)
        : new Compilation(Optional.of(new Program(code, parsed.modules(), options)), diagnostics);
  }
}
