package io.onemq;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lines between application API, SPI and engine. */
@AnalyzeClasses(packages = "io.onemq", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule usesNothingButTheJdkAndItsFewDependencies = classes()
            .that()
            .resideInAPackage("io.onemq..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.onemq..",
                    "java..",
                    "javax.net..",
                    "org.jspecify.annotations..",
                    "org.slf4j..",
                    "com.fasterxml.jackson..")
            .because("no native client type may appear in mq-api");

    @ArchTest
    static final ArchRule onlyTheJsonCodecUsesJackson = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.onemq.JsonCodec")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..")
            .because("Jackson is optional");

    @ArchTest
    static final ArchRule theSpiDoesNotKnowTheEngine = noClasses()
            .that(resideInAPackage("io.onemq.spi.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.onemq.internal..")
            .because("an adapter is written against the SPI alone");

    @ArchTest
    static final ArchRule nothingInternalIsShownByThePublicTypes = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage("io.onemq", "io.onemq.spi")
            .and()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .notHaveRawReturnType(resideInAPackage("io.onemq.internal.."))
            .because("internal types are nobody's API");
}
