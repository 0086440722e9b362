package io.onemq.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of a broker: {@code scheme://user:password@host1:port,host2:port/path?key=value}, or
 * {@code scheme:path} for a broker in the process.
 *
 * <p>Reserved characters in user, password, path and query are percent-encoded ({@code %40} for an at sign, {@code %2F}
 * for a slash); a plus sign is a plus sign. An IPv6 address stands in brackets. The scheme decides the driver, which
 * decides whether hosts, user or path make sense for it. Neither {@link #toString} nor the message of a failure shows a
 * password. Immutable, thread-safe.
 */
public final class BrokerUrl {
    private final String scheme;
    private final @Nullable String user;
    private final @Nullable String password;
    private final List<Host> hosts;
    private final String path;
    private final Map<String, String> query;

    BrokerUrl(
            String scheme,
            @Nullable String user,
            @Nullable String password,
            List<Host> hosts,
            String path,
            Map<String, String> query) {
        this.scheme = scheme;
        this.user = user;
        this.password = password;
        this.hosts = List.copyOf(hosts);
        this.path = path;
        this.query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }

    /**
     * One server of the broker.
     *
     * @param name a host name or an address, an IPv6 address without its brackets
     * @param port the port, or empty if the URL names none
     */
    public record Host(String name, OptionalInt port) {

        /**
         * Returns the port to connect to.
         *
         * @param defaultPort the port for a URL that names none
         * @return the port
         */
        public int portOr(int defaultPort) {
            return port.orElse(defaultPort);
        }

        @Override
        public String toString() {
            String host = name.indexOf(':') < 0 ? name : "[" + name + "]";
            return port.isPresent() ? host + ":" + port.getAsInt() : host;
        }
    }

    /**
     * Reads a URL.
     *
     * @param text the URL
     * @return the parts of the URL
     * @throws io.onemq.ConfigurationException if the text is not a broker URL; the message says what is wrong with which
     *     part and repeats no part that may belong to a password
     */
    public static BrokerUrl parse(String text) {
        return BrokerUrlParser.parse(text);
    }

    /**
     * Returns the scheme, which selects the driver.
     *
     * @return the scheme in lower case, without the colon
     */
    public String scheme() {
        return scheme;
    }

    /**
     * Returns the user name.
     *
     * @return the decoded user name, or empty if the URL has none
     */
    public Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /**
     * Returns the password. It must not appear in a log, an exception or a {@code toString}.
     *
     * @return the decoded password, or empty if the URL has none
     */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /**
     * Returns the servers in the order of the URL.
     *
     * @return the servers; empty for {@code scheme:path}
     */
    public List<Host> hosts() {
        return hosts;
    }

    /**
     * Returns the path without the slash that precedes it.
     *
     * @return the decoded path, empty if the URL has none
     */
    public String path() {
        return path;
    }

    /**
     * Returns the settings in the query, in their order.
     *
     * @return decoded names and values, not modifiable
     */
    public Map<String, String> query() {
        return query;
    }

    /** Returns the URL with its password and each secret of its query masked. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(scheme).append(':');
        if (!hosts.isEmpty()) {
            out.append("//").append(credentials());
            out.append(hosts.stream().map(Host::toString).collect(Collectors.joining(",")));
            out.append(path.isEmpty() ? "" : "/");
        }
        out.append(PercentCodec.encode(path));
        return out.append(queryText()).toString();
    }

    private String credentials() {
        if (user == null && password == null) {
            return "";
        }
        String name = user == null ? "" : PercentCodec.encode(user);
        return name + (password == null ? "@" : ":" + Secrets.MASK + "@");
    }

    private String queryText() {
        return query.entrySet().stream()
                .map(e -> PercentCodec.encode(e.getKey()) + "=" + shown(e.getKey(), e.getValue()))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    private static String shown(String key, String value) {
        return Secrets.looksSecret(key) ? Secrets.MASK : PercentCodec.encode(value);
    }
}
