package io.onemq.spi;

import io.onemq.ConfigurationException;
import io.onemq.spi.BrokerUrl.Host;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link BrokerUrl}.
 *
 * <p>A reserved character that somebody left unencoded in a password moves the borders between the parts, so that a
 * piece of the password looks like a host, a port or a path. Hence an at sign is accepted in one place only, and no
 * message repeats anything but the scheme and the names of query parameters.
 */
final class BrokerUrlParser {
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(//)?([^?]*)(?:\\?(.*))?");
    private static final Pattern IP6 = Pattern.compile("\\[([0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~-]+)?)](?::(.*))?");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+)(?::([^:]*))?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final String ENCODE =
            "; in a user name or password write %40 for '@', %2F for '/', %3F for '?', %23 for '#', %3A for ':'";

    private final String scheme;

    private BrokerUrlParser(String scheme) {
        this.scheme = scheme;
    }

    static BrokerUrl parse(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7f) {
                throw new ConfigurationException("The broker URL has a space or control character at position "
                        + (i + 1) + "; write %20 for ' '");
            }
        }
        Matcher matcher = URL.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException("The broker URL does not start with a scheme and a colon, such as "
                    + "memory: or amqp://localhost:5672");
        }
        BrokerUrlParser parser = new BrokerUrlParser(matcher.group(1).toLowerCase(Locale.ROOT));
        if (text.indexOf('#') >= 0) {
            throw parser.wrong("has a '#', which has no meaning in it" + ENCODE);
        }
        Map<String, String> query = parser.query(matcher.group(4));
        return matcher.group(2) == null
                ? parser.local(matcher.group(3), query)
                : parser.network(matcher.group(3), query);
    }

    private BrokerUrl local(String path, Map<String, String> query) {
        if (path.indexOf('@') >= 0 || path.indexOf(':') >= 0) {
            throw wrong("lacks the slashes before its host: write " + scheme + "://host");
        }
        return new BrokerUrl(scheme, null, null, List.of(), decode("path", path), query);
    }

    private BrokerUrl network(String rest, Map<String, String> query) {
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String rawPath = slash < 0 ? "" : rest.substring(slash + 1);
        if (rawPath.indexOf('@') >= 0) {
            throw wrong("has an '@' after its first '/'" + ENCODE);
        }
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        if (login.indexOf('@') >= 0) {
            throw wrong("has more than one '@': credentials stand once, before the first host" + ENCODE);
        }
        List<Host> hosts = hosts(authority.substring(at + 1));
        String path = decode("path", rawPath);
        return new BrokerUrl(scheme, user(login, at), password(login), hosts, path, query);
    }

    private @Nullable String user(String login, int at) {
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        if (at >= 0 && login.isEmpty()) {
            throw wrong("has an '@' without a user name or password before it");
        }
        return user.isEmpty() ? null : decode("user name", user);
    }

    private @Nullable String password(String login) {
        int colon = login.indexOf(':');
        if (colon < 0) {
            return null;
        }
        if (colon == login.length() - 1) {
            throw wrong("has an empty password: remove the ':' before the '@' or give the password");
        }
        return decode("password", login.substring(colon + 1));
    }

    private List<Host> hosts(String text) {
        List<Host> hosts = new ArrayList<>();
        for (String host : text.split(",", -1)) {
            hosts.add(host("host " + (hosts.size() + 1), host));
        }
        return hosts;
    }

    private Host host(String which, String text) {
        if (text.isEmpty()) {
            throw wrong("lacks the name of " + which);
        }
        Matcher ip6 = IP6.matcher(text);
        if (ip6.matches()) {
            return new Host(ip6.group(1).replace("%25", "%"), port(which, ip6.group(2)));
        }
        Matcher name = HOST.matcher(text);
        if (!name.matches()) {
            throw wrong("has a bad name for " + which + ": use letters, digits, '.', '-' and '_' or an address, with "
                    + "brackets around IPv6" + ENCODE);
        }
        return new Host(name.group(1), port(which, name.group(2)));
    }

    private OptionalInt port(String which, @Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw wrong("has a bad port for " + which + ": it must be a number from 1 to 65535" + ENCODE);
        }
        return OptionalInt.of(port);
    }

    private Map<String, String> query(@Nullable String text) {
        Map<String, String> query = new LinkedHashMap<>();
        if (text == null || text.isEmpty()) {
            return query;
        }
        if (text.indexOf('@') >= 0) {
            throw wrong("has an '@' after its '?'" + ENCODE);
        }
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw wrong("has a query parameter that is not name=value");
            }
            String key = decode("query", pair.substring(0, equals));
            if (query.put(key, decode("value of '" + key + "'", pair.substring(equals + 1))) != null) {
                throw wrong("gives '" + key + "' twice");
            }
        }
        return query;
    }

    private String decode(String part, String text) {
        try {
            return PercentCodec.decode(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("The " + part + " of the " + scheme + ": URL " + e.getMessage(), e);
        }
    }

    private ConfigurationException wrong(String what) {
        return new ConfigurationException("The " + scheme + ": URL " + what);
    }
}
