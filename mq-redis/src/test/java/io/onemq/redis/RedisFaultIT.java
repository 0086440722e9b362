package io.onemq.redis;

import io.onemq.testkit.contract.MqFaultSuite;

class RedisFaultIT extends MqFaultSuite {
    RedisFaultIT() {
        super(new RedisHarness());
    }
}
