package io.onemq.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the adapters show to the world, and that none of them knows another. */
class AdapterSurfaceTest {
    private static final int MOST_PUBLIC_TYPES = 3;
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.onemq");

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rabbitmq", "kafka", "redis", "mqtt"})
    void anAdapterShowsAtMostThreePublicTypes(String adapter) {
        List<String> shown = CLASSES.stream()
                .filter(type -> type.getPackageName().equals("io.onemq." + adapter))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .toList();
        assertThat(shown).isNotEmpty().hasSizeLessThanOrEqualTo(MOST_PUBLIC_TYPES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rabbitmq", "kafka", "redis", "mqtt"})
    void anAdapterUsesTheSpiAndNoOtherAdapter(String adapter) {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("io.onemq." + adapter + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(others(adapter))
                .check(CLASSES);
    }

    private static String[] others(String adapter) {
        return List.of("memory", "rabbitmq", "kafka", "redis", "mqtt", "internal", "testkit", "samples").stream()
                .filter(other -> !other.equals(adapter))
                .map(other -> "io.onemq." + other + "..")
                .toArray(String[]::new);
    }
}
