package dev.tradewitness.evidence.timestamp;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// X.509 certificates in PEM.
public final class Certificates {

  private static final int CHARS_MAX = 1024 * 1024;

  private Certificates() {}

  /// The certificates that the text holds; empty when it holds none or is not to be read.
  public static Optional<List<X509Certificate>> ofPem(String pem) {
    if (pem.length() > CHARS_MAX) {
      return Optional.empty();
    }
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      return certificates.isEmpty() ? Optional.empty() : Optional.of(certificates);
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }
}
