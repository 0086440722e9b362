package io.onemq.memory.faulty;

import io.onemq.memory.MemoryHarness;
import io.onemq.testkit.contract.Deviation;
import java.util.List;

/** A driver with a fault, over a broker of its own for each run of a case. */
final class FaultyHarness extends MemoryHarness {
    private static final ThreadLocal<FaultyHarness> CHOSEN = new ThreadLocal<>();

    private final Faults fault;
    private final String broker;

    private final List<Deviation> deviations;

    private FaultyHarness(Faults fault, String broker, List<Deviation> deviations) {
        super(fault.profile(), broker);
        this.fault = fault;
        this.broker = broker;
        this.deviations = deviations;
    }

    /** Chooses the fault of the suites that this thread runs next, and what the driver declares. */
    static void choose(Faults fault, String run, List<Deviation> deviations) {
        CHOSEN.set(new FaultyHarness(fault, fault + "-" + run, deviations));
    }

    static FaultyHarness chosen() {
        return CHOSEN.get();
    }

    @Override
    public List<Deviation> deviations() {
        return deviations;
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
