package io.onemq.redis;

import io.onemq.testkit.contract.MqContractSuite;

class RedisContractIT extends MqContractSuite {
    RedisContractIT() {
        super(new RedisHarness());
    }
}
