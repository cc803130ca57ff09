package dev.carillon.notifier.smtp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/**
 * Certificates that servers are trusted by. They are held by value and not by the name of their
 * file: Vert.x keeps what it made of equal options, and would never look into the file again.
 */
final class SmtpTrust {
  private SmtpTrust() {}

  /**
   * Those of a text in PEM.
   *
   * @throws IllegalArgumentException if there is none, or one that cannot be read
   */
  static PemTrustOptions of(String pem) {
    byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
    try {
      boolean isEmpty =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .isEmpty();
      if (isEmpty || !pem.contains("-----BEGIN CERTIFICATE-----")) {
        throw new IllegalArgumentException("holds no certificate in PEM");
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException("holds what is no certificate in PEM");
    }
    return new PemTrustOptions().addCertValue(Buffer.buffer(bytes));
  }
}
