package io.onemq.memory.faulty;

import io.onemq.memory.MemoryHarness;

/** A driver with a fault, over a broker of its own for each run of a case. */
final class FaultyHarness extends MemoryHarness {
    private static final ThreadLocal<FaultyHarness> CHOSEN = new ThreadLocal<>();

    private final Faults fault;
    private final String broker;

    private FaultyHarness(Faults fault, String broker) {
        super(fault.profile(), broker);
        this.fault = fault;
        this.broker = broker;
    }

    /** Chooses the fault of the suites that this thread runs next. */
    static void choose(Faults fault, String run) {
        CHOSEN.set(new FaultyHarness(fault, fault + "-" + run));
    }

    static FaultyHarness chosen() {
        return CHOSEN.get();
    }

    @Override
    public String adapter() {
        return "faulty";
    }

    @Override
    public String url() {
        return "faulty:" + broker + "?memory.profile=" + fault.profile();
    }
}
