package io.onemq.memory.faulty;

import io.onemq.testkit.contract.MqFaultSuite;

/** The cases with crashes for the driver with the fault that was chosen. Run by {@link FaultyMain} only. */
class FaultyFaults extends MqFaultSuite {
    FaultyFaults() {
        super(FaultyHarness.chosen());
    }
}
