package io.onemq.mqtt;

import io.onemq.testkit.contract.MqFaultSuite;

class MqttFaultIT extends MqFaultSuite {
    MqttFaultIT() {
        super(new MqttHarness());
    }
}
