package dev.carillon.bus.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether a key is that of a certificate: one signs, the other one checks. */
final class KeyPairs {
  private static final byte[] SAMPLE = "carillon".getBytes(StandardCharsets.US_ASCII);

  private KeyPairs() {}

  static boolean fit(PrivateKey one, PublicKey other) {
    try {
      Signature signature = Signature.getInstance(signatureOf(other.getAlgorithm()));
      signature.initSign(one);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(other);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signatureOf(String key) {
    return switch (key) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key; // Ed25519, EdDSA, RSASSA-PSS are named alike
    };
  }
}
