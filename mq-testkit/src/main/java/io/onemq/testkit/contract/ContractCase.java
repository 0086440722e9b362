package io.onemq.testkit.contract;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * A case of the contract.
 *
 * @param rule the rule of {@code SPEC.md} that it checks
 * @param name class and method
 * @param sentence what it asserts
 */
public record ContractCase(String rule, String name, String sentence) {
    private static final Pattern TITLE = Pattern.compile("([A-Z]{3,4}-[0-9]+): (.+)");

    /**
     * Returns every case of {@link MqContractSuite} and {@link MqFaultSuite}.
     *
     * @return the cases, sorted by name
     */
    public static List<ContractCase> all() {
        return of(MqContractSuite.class, MqFaultSuite.class);
    }

    /**
     * Returns the cases of {@link MqContractSuite}: those that leave the broker as it is, so that several programs may
     * check them on one.
     *
     * @return the cases, sorted by name
     */
    public static List<ContractCase> core() {
        return of(MqContractSuite.class);
    }

    private static List<ContractCase> of(Class<?>... suites) {
        return Stream.of(suites)
                .flatMap(suite -> Stream.of(suite.getDeclaredClasses()))
                .filter(member -> member.isAnnotationPresent(Nested.class))
                .flatMap(member -> Stream.of(member.getSuperclass().getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(ContractCase::of)
                .sorted(Comparator.comparing(ContractCase::name))
                .toList();
    }

    static ContractCase of(Method method) {
        DisplayName title = method.getAnnotation(DisplayName.class);
        Matcher matcher = TITLE.matcher(title == null ? "" : title.value());
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        if (!matcher.matches()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT, "The display name of case %s is not a rule, a colon and a sentence", name));
        }
        return new ContractCase(matcher.group(1), name, matcher.group(2));
    }
}
