package dev.carillon.notifier.domain.suppression;

import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Links with which a recipient ends mail of a topic, without logging in: address and topic,
 * encrypted (AES-256-GCM), so that they can be neither forged nor read where links are logged. The
 * nonce is a MAC of what is encrypted: the same mail has the same link in every process. Links of
 * before, which are signed but readable, are still taken. Thread-safe.
 */
public final class UnsubscribeLinks {
  /** What the suppression says that a link has made. */
  public static final String REASON = "unsubscribed by link";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final byte[] secret;
  private final byte[] encryption;
  private final byte[] nonces;
  private final @Nullable String base;

  /**
   * Links of an installation.
   *
   * @param secret the same in all its processes
   * @param base where the gateway is reached from outside; null for no links
   */
  public UnsubscribeLinks(byte[] secret, @Nullable String base) {
    this.secret = secret.clone();
    this.encryption = mac(this.secret, bytes("encryption of unsubscribe links"));
    this.nonces = mac(this.secret, bytes("nonces of unsubscribe links"));
    this.base = base;
  }

  /** The link for mail of a topic to an address; null if this installation has none. */
  public @Nullable String link(String address, String topic) {
    if (base == null) {
      return null;
    }
    byte[] content = bytes(address.toLowerCase(Locale.ROOT) + "\n" + topic);
    byte[] nonce = Arrays.copyOf(mac(nonces, content), NONCE_BYTES);
    byte[] token = Arrays.copyOf(nonce, NONCE_BYTES + content.length + TAG_BITS / Byte.SIZE);
    try {
      cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(content, 0, content.length, token, NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has AES-GCM", e);
    }
    return base + "/unsubscribe/" + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Reads a link. INVALID unless this installation has made it. */
  public Suppress read(String token) {
    byte[] content = token.indexOf('.') < 0 ? decrypted(token) : signed(token);
    if (content == null) {
      throw Failure.invalid("token", "is not a link that we have made");
    }
    String[] said = new String(content, StandardCharsets.UTF_8).split("\n", 2);
    return new Suppress(said[0], said[1], REASON);
  }

  private byte @Nullable [] decrypted(String token) {
    try {
      byte[] all = Base64.getUrlDecoder().decode(token);
      if (all.length <= NONCE_BYTES) {
        return null;
      }
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES))
          .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
    } catch (IllegalArgumentException | GeneralSecurityException notOurs) {
      return null;
    }
  }

  /** As links were before: the content and its signature, in clear text. */
  private byte @Nullable [] signed(String token) {
    String[] parts = token.split("\\.", -1);
    try {
      byte[] content = Base64.getUrlDecoder().decode(parts[0]);
      byte[] signature = Base64.getUrlDecoder().decode(parts[parts.length - 1]);
      return parts.length == 2 && MessageDigest.isEqual(signature, mac(secret, content))
          ? content
          : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(encryption, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static byte[] mac(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
