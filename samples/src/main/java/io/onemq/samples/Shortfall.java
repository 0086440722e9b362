package io.onemq.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Says in sentences what is missing. */
final class Shortfall {
    private static final int EXAMPLES = 5;

    private Shortfall() {}

    /** Returns one sentence for each kind of shortfall, none if every order is accounted for. */
    static List<String> of(Ledger ledger) {
        List<String> sentences = new ArrayList<>();
        List<Throwable> failures = ledger.failures();
        if (!failures.isEmpty()) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%,d orders could not be published; the first: %s",
                    failures.size(),
                    failures.get(0).getMessage()));
        }
        add(sentences, ledger, fate -> !fate.isConfirmed() && fate.failure() == null, "were never confirmed");
        add(sentences, ledger, fate -> fate.isConfirmed() && !fate.isDecided(), "were neither billed nor refused");
        add(sentences, ledger, fate -> fate.isConfirmed() && !fate.isAudited(), "were not audited");
        return sentences;
    }

    private static void add(List<String> sentences, Ledger ledger, Predicate<Fate> which, String what) {
        List<String> ids = ledger.idsOf(which);
        if (!ids.isEmpty()) {
            String examples = String.join(", ", ids.subList(0, Math.min(EXAMPLES, ids.size())));
            sentences.add(String.format(Locale.ROOT, "%,d orders %s, such as %s.", ids.size(), what, examples));
        }
    }
}
