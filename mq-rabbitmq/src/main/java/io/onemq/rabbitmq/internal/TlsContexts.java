package io.onemq.rabbitmq.internal;

import io.onemq.ConfigurationException;
import io.onemq.spi.ConfigKey;
import io.onemq.spi.DriverConfig;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Builds the TLS context of a configuration: the JVM's own unless key or trust stores are set. */
final class TlsContexts {
    private TlsContexts() {}

    static SSLContext of(DriverConfig config) {
        String trustStore = config.find(RabbitKeys.TRUST_STORE).orElse(null);
        String keyStore = config.find(RabbitKeys.KEY_STORE).orElse(null);
        try {
            if (trustStore == null && keyStore == null) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keyStore == null ? null : keys(keyStore, password(config, RabbitKeys.KEY_STORE_PASSWORD)),
                    trustStore == null ? null : trust(trustStore, password(config, RabbitKeys.TRUST_STORE_PASSWORD)),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigurationException(
                    "The TLS settings (" + RabbitKeys.TRUST_STORE.name() + ", " + RabbitKeys.KEY_STORE.name()
                            + ") cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static char @Nullable [] password(DriverConfig config, ConfigKey<String> key) {
        return config.find(key).map(String::toCharArray).orElse(null);
    }

    private static KeyManager[] keys(String path, char @Nullable [] password)
            throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(new File(path), password), password);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(String path, char @Nullable [] password)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(KeyStore.getInstance(new File(path), password));
        return factory.getTrustManagers();
    }
}
