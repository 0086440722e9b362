package io.onemq.kafka;

import io.onemq.testkit.contract.MqContractSuite;

class KafkaClassicContractIT extends MqContractSuite {
    KafkaClassicContractIT() {
        super(new KafkaHarness("classic"));
    }
}
