package io.onemq.testkit.contract;

/**
 * What an adapter does otherwise than a rule of {@code SPEC.md} says, knowingly. Its case runs all the same: it is reported as a
 * deviation while it fails, and it fails the build once it passes, because the declaration is out of date then.
 *
 * @param rule the rule, such as {@code SET-1}
 * @param name class and method of the case that shows it, such as {@code SettleContract.acknowledgedNeverReturns}
 * @param reason why the adapter deviates, for the users of the adapter
 * @param link where more is said, such as an issue or a page of the documentation
 */
public record Deviation(String rule, String name, String reason, String link) {

    /**
     * Checks that there is such a case, and that something is said of it.
     *
     * @param rule the component's value
     * @param name the component's value
     * @param reason the component's value
     * @param link the component's value
     * @throws IllegalArgumentException if the rule has no such case, or reason or link is blank
     */
    public Deviation {
        String wanted = rule + " " + name;
        boolean known = ContractCase.all().stream().anyMatch(any -> wanted.equals(any.rule() + " " + any.name()));
        if (!known) {
            throw new IllegalArgumentException("A deviation is declared from " + rule + " in the case " + name
                    + ", and that rule has no such case; see ContractCase.all()");
        }
        if (reason.isBlank() || link.isBlank()) {
            throw new IllegalArgumentException(
                    "The deviation from " + rule + " in " + name + " needs a reason and a link");
        }
    }
}
