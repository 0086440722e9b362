package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpecTest {
    private static final Pattern RULE = Pattern.compile("\\| ([A-Z]{3,4}-[0-9]+) \\| (.*?) \\| (.*?) ?\\| (.+) \\|");
    private final List<MatchResult> rules = rules();

    private static List<MatchResult> rules() {
        try {
            // Maven and IDEs run tests in the folder of the module.
            return Files.readAllLines(Path.of("..", "SPEC.md")).stream()
                    .filter(line -> line.matches("\\| [A-Z]+-.*"))
                    .map(line -> {
                        var matcher = RULE.matcher(line);
                        assertThat(matcher.matches()).as("a rule: " + line).isTrue();
                        return matcher.toMatchResult();
                    })
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("SPEC.md is at the root of the repository", e);
        }
    }

    private Stream<String> column(int number) {
        return rules.stream().map(rule -> rule.group(number));
    }

    @Test
    void everyRuleHasACase() {
        Set<String> checked =
                ContractCase.all().stream().map(ContractCase::rule).collect(Collectors.toSet());
        assertThat(column(1).filter(rule -> !checked.contains(rule)))
                .as("rules that no case checks")
                .isEmpty();
    }

    @Test
    void everyCaseChecksARule() {
        Set<String> known = column(1).collect(Collectors.toSet());
        assertThat(ContractCase.all())
                .isNotEmpty()
                .extracting(ContractCase::rule)
                .allMatch(known::contains, "is a rule of SPEC.md");
    }

    @Test
    void rulesAreNumberedOnce() {
        assertThat(column(1)).doesNotHaveDuplicates();
    }

    @Test
    void rulesAreMustOrOptional() {
        assertThat(column(2)).containsOnly("must", "optional");
        assertThat(rules.stream().filter(rule -> rule.group(2).equals("optional")))
                .as("optional rules name the capability that claims them")
                .noneMatch(rule -> rule.group(3).isBlank());
    }

    @Test
    void whatMustRulesNameIsChecked() {
        Set<Capability> named = rules.stream()
                .filter(rule -> rule.group(2).equals("must") && !rule.group(3).isBlank())
                .map(rule -> Capability.valueOf(rule.group(3)))
                .collect(Collectors.toSet());
        assertThat(ConfigurationContract.OF_EVERY_BROKER)
                .as("what CFG-7 wants of every broker")
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void everyCapabilityGatesARule() {
        Set<String> gates = column(3).filter(text -> !text.isBlank()).collect(Collectors.toSet());
        Set<String> capabilities =
                Stream.of(Capability.values()).map(Capability::name).collect(Collectors.toSet());
        assertThat(capabilities).containsAll(gates);
        assertThat(gates).containsAll(capabilities);
    }
}
