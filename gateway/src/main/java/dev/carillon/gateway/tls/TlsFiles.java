package dev.carillon.gateway.tls;

import dev.carillon.config.ConfigSource;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.File;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where certificate and key are.
 *
 * @param certificate PEM, with the certificates between it and a known one behind it
 * @param key PEM, PKCS #8
 */
public record TlsFiles(String certificate, String key) {
  private static final String CERTIFICATE = "CARILLON_TLS_CERTIFICATE";
  private static final String KEY = "CARILLON_TLS_KEY";

  /** Reads the settings; null without TLS. */
  public static @Nullable TlsFiles read(ConfigSource config) {
    String certificate = config.find(CERTIFICATE);
    String key = config.find(KEY);
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      config.reject(certificate == null ? CERTIFICATE : KEY, "is required with the other one");
      return null;
    }
    TlsFiles files = new TlsFiles(certificate, key);
    if (!files.areUsable()) {
      config.reject(CERTIFICATE, "and " + KEY + " must be PEM files: certificates, and their key");
    }
    return files;
  }

  /** Whether both can be read as what they are said to be. */
  boolean areUsable() {
    try {
      return SslContextBuilder.forServer(new File(certificate), new File(key)).build() != null;
    } catch (IllegalArgumentException | SSLException e) {
      return false;
    }
  }

  /** What to say of files that cannot be used. */
  String unusable() {
    return CERTIFICATE
        + " and "
        + KEY
        + " name files that cannot be used ("
        + certificate
        + ", "
        + key
        + ")";
  }

  /** For a server that is not started. */
  public PemKeyCertOptions pair() {
    return new PemKeyCertOptions().setCertPath(certificate).setKeyPath(key);
  }

  /** For a server that runs. */
  ServerSSLOptions options() {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(pair());
    return options;
  }
}
