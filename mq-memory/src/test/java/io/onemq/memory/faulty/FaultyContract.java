package io.onemq.memory.faulty;

import io.onemq.testkit.contract.MqContractSuite;

/** The contract for the driver with the fault that was chosen. Run by {@link FaultyMain} only. */
class FaultyContract extends MqContractSuite {
    FaultyContract() {
        super(FaultyHarness.chosen());
    }
}
