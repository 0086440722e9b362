package io.onemq.testkit.junit;

import io.onemq.Capability;
import io.onemq.MqClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What {@link MqTest} says of the clients. */
record ClientSettings(Map<String, String> options, Set<Capability> required, OnMissing onMissing) {

    static ClientSettings of(MqTest settings) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : settings.options()) {
            int mark = option.indexOf('=');
            if (mark < 1) {
                throw new ExtensionConfigurationException(
                        "An option of @MqTest is key=value, such as consume.lease=5s, not " + option);
            }
            options.put(
                    option.substring(0, mark).strip(),
                    option.substring(mark + 1).strip());
        }
        return new ClientSettings(options, Set.of(settings.require()), settings.onMissing());
    }

    MqClient connect(String url, Map<String, String> more) {
        MqClient.Builder builder = MqClient.builder(url).require(required.toArray(new Capability[0]));
        options.forEach(builder::option);
        more.forEach(builder::option);
        return builder.connect();
    }
}
