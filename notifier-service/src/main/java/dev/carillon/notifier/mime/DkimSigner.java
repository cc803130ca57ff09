package dev.carillon.notifier.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs mail with DKIM (RFC 6376; Ed25519 as in RFC 8463), header and body canonicalised as {@code
 * relaxed}. The signature has no timestamp, so that every attempt has the same bytes. Thread-safe.
 */
public final class DkimSigner {
  private static final Set<String> SIGNED =
      Set.of(
          "from",
          "to",
          "reply-to",
          "subject",
          "date",
          "message-id",
          "mime-version",
          "content-type",
          "list-unsubscribe",
          "list-unsubscribe-post");

  /** Named once more than they are there: nobody can add another beside the one that was signed. */
  private static final List<String> OVERSIGNED =
      List.of("from", "to", "cc", "reply-to", "subject", "date");

  private static final int NAMES_PER_LINE = 5;
  private static final Pattern FOLD = Pattern.compile("\r\n(?=[ \t])");
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final String PKCS1 = "RSA PRIVATE KEY";

  /** DER of {@code INTEGER 0} and of the algorithm {@code rsaEncryption} without parameters. */
  private static final byte[] RSA_HEAD =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private final String domain;
  private final String selector;
  private final String algorithm;
  private final PrivateKey key;

  private DkimSigner(String domain, String selector, String algorithm, PrivateKey key) {
    this.domain = domain;
    this.selector = selector;
    this.algorithm = algorithm;
    this.key = key;
  }

  /**
   * A signer.
   *
   * @param domain the signing domain
   * @param selector the public key is published at {@code selector._domainkey.domain}
   * @param pem a text with the private key: RSA in PKCS #1 or #8, or Ed25519 in PKCS #8, not
   *     encrypted; what stands around it does not matter
   * @throws IllegalArgumentException if there is no such key
   */
  public static DkimSigner of(String domain, String selector, String pem) {
    Matcher key = PEM.matcher(pem);
    if (key.find()) {
      for (String algorithm : List.of("RSA", "Ed25519")) {
        try {
          byte[] bytes = Base64.getMimeDecoder().decode(key.group(2));
          PKCS8EncodedKeySpec spec =
              new PKCS8EncodedKeySpec(key.group(1).equals(PKCS1) ? pkcs8(bytes) : bytes);
          return new DkimSigner(
              domain, selector, algorithm, KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          // perhaps the other one
        }
      }
    }
    throw new IllegalArgumentException(
        "holds no private key of RSA or Ed25519, in PEM and not encrypted");
  }

  /** A key of PKCS #1 inside PKCS #8 (RFC 5958): what it is for, and the key. */
  private static byte[] pkcs8(byte[] pkcs1) {
    byte[] key = der(0x04, pkcs1);
    byte[] both = Arrays.copyOf(RSA_HEAD, RSA_HEAD.length + key.length);
    System.arraycopy(key, 0, both, RSA_HEAD.length, key.length);
    return der(0x30, both);
  }

  /** A value with its tag and its length, which is at most 65,535. */
  private static byte[] der(int tag, byte[] value) {
    ByteBuffer out = ByteBuffer.allocate(value.length + 4);
    out.put((byte) tag).put((byte) 0x82).putShort((short) value.length).put(value);
    return out.array();
  }

  /** The header {@code DKIM-Signature} for a message whose lines end in CR LF. */
  String sign(String message) {
    int split = message.indexOf("\r\n\r\n");
    List<String> headers = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String header :
        FOLD.matcher(message.substring(0, split)).replaceAll("").split("\r\n", -1)) {
      String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
      if (SIGNED.contains(name)) {
        names.add(name);
        headers.add(name + ":" + relaxed(header.substring(name.length() + 1)));
      }
    }
    names.addAll(OVERSIGNED);
    String unsigned =
        "v=1; a=%s-sha256; c=relaxed/relaxed; d=%s; s=%s;\r\n h=%s;\r\n bh=%s;\r\n b="
            .formatted(
                algorithm.toLowerCase(Locale.ROOT),
                domain,
                selector,
                String.join(":\r\n  ", lines(names)),
                base64(sha256(relaxedBody(message.substring(split + 4)))));
    String flat = relaxed(FOLD.matcher(unsigned).replaceAll(""));
    String hashed = String.join("\r\n", headers) + "\r\ndkim-signature:" + flat;
    return "DKIM-Signature: " + unsigned + folded(base64(signature(hashed))) + "\r\n";
  }

  /** Some names on each line. */
  private static List<String> lines(List<String> names) {
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < names.size(); from += NAMES_PER_LINE) {
      lines.add(
          String.join(":", names.subList(from, Math.min(from + NAMES_PER_LINE, names.size()))));
    }
    return lines;
  }

  private static String relaxed(String value) {
    return BLANKS.matcher(value).replaceAll(" ").strip();
  }

  /** In one pass: white space is one space, none at a line's end; no empty lines at the end. */
  private static String relaxedBody(String body) {
    StringBuilder out = new StringBuilder(body.length());
    int emptyLines = 0;
    for (String line : body.split("\r\n", -1)) {
      int before = out.length();
      if (!line.isBlank()) {
        out.append("\r\n".repeat(emptyLines));
        emptyLines = 0;
        before = out.length();
      }
      appendRelaxed(out, line);
      if (out.length() == before) {
        emptyLines++;
      } else {
        out.append("\r\n");
      }
    }
    return out.toString();
  }

  private static void appendRelaxed(StringBuilder out, String line) {
    boolean blank = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ' ' || c == '\t') {
        blank = true;
        continue;
      }
      if (blank) {
        out.append(' ');
        blank = false;
      }
      out.append(c);
    }
  }

  /** Ed25519 signs the hash, RSA hashes itself (RFC 8463, section 3). */
  private byte[] signature(String text) {
    boolean rsa = "RSA".equals(algorithm);
    try {
      Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
      signature.initSign(key);
      signature.update(rsa ? text.getBytes(StandardCharsets.US_ASCII) : sha256(text));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The DKIM key cannot sign", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String folded(String signature) {
    return String.join("\r\n ", signature.split("(?<=\\G.{70})", -1));
  }
}
