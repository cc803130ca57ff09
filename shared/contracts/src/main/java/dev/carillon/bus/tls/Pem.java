package dev.carillon.bus.tls;

import dev.carillon.bus.tls.MemberFiles.Part;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys out of texts (RFC 7468), and says what is wrong with them. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END");

  private final MemberFiles files;

  Pem(MemberFiles files) {
    this.files = files;
  }

  /** At least one. */
  List<X509Certificate> certificates(Part part, String text) {
    List<X509Certificate> all = new ArrayList<>();
    try {
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
        all.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw files.unusable(part, "holds what is no certificate (PEM)");
    }
    if (all.isEmpty()) {
      throw files.unusable(part, "holds no certificate (PEM)");
    }
    return all;
  }

  /** The key of a certificate. */
  PrivateKey key(String text, X509Certificate owner) {
    PublicKey known = owner.getPublicKey();
    PrivateKey key;
    try {
      key =
          KeyFactory.getInstance(known.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(keyBytes(text)));
    } catch (GeneralSecurityException e) {
      throw files.unusable(
          Part.KEY, "holds no key of the certificate's kind, " + known.getAlgorithm());
    }
    if (!KeyPairs.fit(key, known)) {
      throw files.unusable(Part.KEY, "does not fit the certificate " + files.certificate());
    }
    return key;
  }

  private byte[] keyBytes(String text) {
    Matcher block = KEY.matcher(text);
    if (!block.find()) {
      throw files.unusable(Part.KEY, "holds no key (PEM, PKCS #8)");
    }
    switch (block.group(1).trim()) {
      case "":
        break;
      case "ENCRYPTED":
        throw files.unusable(Part.KEY, "holds a key that is encrypted; it must not be");
      default:
        throw files.unusable(
            Part.KEY,
            "holds a key that is not PKCS #8 (openssl pkcs8 -topk8 -nocrypt makes it so)");
    }
    try {
      return Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException e) {
      throw files.unusable(Part.KEY, "holds a key that is damaged");
    }
  }
}
