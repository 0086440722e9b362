package io.onemq.kafka;

import io.onemq.testkit.contract.MqContractSuite;

class KafkaShareContractIT extends MqContractSuite {
    KafkaShareContractIT() {
        super(new KafkaHarness("share"));
    }
}
