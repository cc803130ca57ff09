package dev.carillon.launcher.trace;

import dev.carillon.config.ConfigSource;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go, and of how many traces.
 *
 * @param traces the address of the collector's traces
 * @param share of the traces that begin here; those of callers are written down as they say
 * @param service what this process is called beside others, such as {@code carillon-notifier}
 * @param node which of them it is; null where its operator gave it no name
 */
public record TraceSettings(URI traces, double share, String service, @Nullable String node) {
  private static final String ENDPOINT = "CARILLON_OTLP_ENDPOINT";
  private static final String SHARE = "CARILLON_OTLP_SHARE";
  private static final String PATH = "/v1/traces";
  private static final Pattern FRACTION = Pattern.compile("0(\\.\\d{1,6})?|1(\\.0{1,6})?");

  /** Reads the settings; null without a collector. */
  public static @Nullable TraceSettings read(ConfigSource config, String service) {
    String share = config.text(SHARE, "1");
    if (!FRACTION.matcher(share).matches()) {
      config.reject(SHARE, "must be a number from 0 to 1, such as 0.05");
      share = "1";
    }
    String endpoint = config.find(ENDPOINT);
    URI traces = endpoint == null ? null : address(endpoint);
    if (endpoint != null && traces == null) {
      config.reject(
          ENDPOINT,
          "must be http://host:port or https://host:port, where the collector takes OTLP over HTTP");
    }
    return traces == null
        ? null
        : new TraceSettings(
            traces, Double.parseDouble(share), service, config.find("CARILLON_NODE"));
  }

  /** The same of a process that is called so. */
  public TraceSettings of(String called) {
    return new TraceSettings(traces, share, called, node);
  }

  /** Null for what is none; a login has no place in it, because addresses are shown. */
  private static @Nullable URI address(String endpoint) {
    URI base;
    try {
      base = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      return null;
    }
    boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    boolean plain =
        base.getUserInfo() == null && base.getQuery() == null && base.getFragment() == null;
    if (!web || !plain || base.getHost() == null) {
      return null;
    }
    String text = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    return URI.create(text.endsWith(PATH) ? text : text + PATH);
  }
}
