package dev.carillon.notifier.domain.suppression;

import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Links with which a recipient ends mail of a topic, without logging in: address and topic, signed
 * (HMAC-SHA-256), so that they cannot be forged. Thread-safe.
 */
public final class UnsubscribeLinks {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String REASON = "unsubscribed by link";

  private final byte[] secret;
  private final @Nullable String base;

  /**
   * Links of an installation.
   *
   * @param secret the same in all its processes
   * @param base where the gateway is reached from outside; null for no links
   */
  public UnsubscribeLinks(byte[] secret, @Nullable String base) {
    this.secret = secret.clone();
    this.base = base;
  }

  /** The link for mail of a topic to an address; null if this installation has none. */
  public @Nullable String link(String address, String topic) {
    if (base == null) {
      return null;
    }
    byte[] content =
        (address.toLowerCase(Locale.ROOT) + "\n" + topic).getBytes(StandardCharsets.UTF_8);
    return base + "/unsubscribe/" + base64(content) + "." + base64(mac(content));
  }

  /** Reads a link. INVALID unless this installation has signed it. */
  public Suppress read(String token) {
    String[] parts = token.split("\\.", -1);
    try {
      byte[] content = Base64.getUrlDecoder().decode(parts[0]);
      byte[] signature = Base64.getUrlDecoder().decode(parts[parts.length - 1]);
      if (parts.length == 2 && MessageDigest.isEqual(signature, mac(content))) {
        String[] said = new String(content, StandardCharsets.UTF_8).split("\n", 2);
        return new Suppress(said[0], said[1], REASON);
      }
    } catch (IllegalArgumentException notBase64) {
      // said below
    }
    throw Failure.invalid("token", "is not a link that we have made");
  }

  private byte[] mac(byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
