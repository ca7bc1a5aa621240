package io.headgate.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static JavaClasses registry;

  @BeforeAll
  static void read() {
    registry =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.headgate.registry");
    assertThat(registry).hasSizeGreaterThan(30);
  }

  @Test
  void theRegistryNeverSeesSpark() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "org.apache.iceberg..")
        .check(registry);
  }

  @Test
  void ofThePlatformItKnowsOnlyWhatJobsExchangeWithIt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.headgate.platform.spark..",
            "io.headgate.platform.iceberg..",
            "io.headgate.platform.clickhouse..",
            "io.headgate.platform.batch..",
            "io.headgate.platform.apply..")
        .check(registry);
  }

  @Test
  void decisionsAreFunctionsOfFacts() {
    noClasses()
        .that()
        .resideInAnyPackage("io.headgate.registry.gate..", "io.headgate.registry.consumer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.jdbi..", "java.sql..", "io.javalin..", "..store..", "..http..", "..schema..")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(registry);
  }
}
