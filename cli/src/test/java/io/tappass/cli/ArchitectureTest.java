package io.tappass.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;

/** The arrows of docs/ARCHITECTURE.md, one rule each; whatever is not an arrow is forbidden. */
@AnalyzeClasses(packages = "io.tappass", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String OURS = "io.tappass.";

  @ArchTest static final ArchRule json_depends_on_nothing = arrows("json");
  @ArchTest static final ArchRule rego_may_use = arrows("rego", "json");
  @ArchTest static final ArchRule trust_may_use = arrows("trust", "json");
  @ArchTest static final ArchRule policy_may_use = arrows("policy", "rego", "json", "trust");
  @ArchTest static final ArchRule audit_may_use = arrows("audit", "json", "trust");
  @ArchTest static final ArchRule providers_may_use = arrows("provider", "json", "policy");

  @ArchTest
  static final ArchRule control_may_use =
      arrows("control", "json", "policy", "provider", "trust", "audit", "rego");

  @ArchTest static final ArchRule git_may_use = arrows("git", "json", "control", "policy", "rego");

  @ArchTest static final ArchRule aws_may_use = arrows("aws", "json", "control", "trust", "policy");

  @ArchTest
  static final ArchRule engine_may_use =
      arrows("engine", "json", "rego", "policy", "trust", "audit");

  @ArchTest
  static final ArchRule daemon_may_use =
      arrows("host", "json", "engine", "provider", "trust", "audit", "policy");

  @ArchTest static final ArchRule localstack_may_use = arrows("localstack", "json");

  @ArchTest
  static final ArchRule only_aws_imports_the_aws_sdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tappass.aws..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  @ArchTest
  static final ArchRule only_git_imports_jgit =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tappass.git..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jgit..");

  @ArchTest
  static final ArchRule the_compiler_library_reads_no_clock_and_opens_no_socket =
      noClasses()
          .that()
          .resideInAnyPackage("io.tappass.json..", "io.tappass.trust..", "io.tappass.policy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "com.sun.net..", "java.util.concurrent..");

  private static ArchRule arrows(String from, String... to) {
    List<String> allowed = Arrays.asList(to);
    return noClasses()
        .that()
        .resideInAPackage(OURS + from + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "belong to a module that " + from + " may not use",
                (JavaClass other) -> {
                  String name = other.getPackageName();
                  if (!name.startsWith(OURS)) {
                    return false;
                  }
                  String rest = name.substring(OURS.length());
                  String module = rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
                  return !module.equals(from) && !allowed.contains(module);
                }))
        .allowEmptyShould(true);
  }
}
