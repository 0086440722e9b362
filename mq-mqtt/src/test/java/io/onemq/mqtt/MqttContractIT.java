package io.onemq.mqtt;

import io.onemq.testkit.contract.MqContractSuite;

class MqttContractIT extends MqContractSuite {
    MqttContractIT() {
        super(new MqttHarness());
    }
}
