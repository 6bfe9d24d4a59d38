package dev.tradewitness.launcher.tsa;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/// The authority's key with its certificate, and the certificate of the CA that issued it. Made
/// once and kept: a new key would orphan every earlier token. The CA's own key is forgotten once it
/// has signed.
record AuthorityIdentity(PrivateKey key, X509Certificate certificate, X509Certificate ca) {
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final String KEY_FILE = "tsa.key";
  private static final String CERTIFICATE_FILE = "tsa.pem";
  static final String CA_FILE = "ca.pem";

  static AuthorityIdentity keptIn(Path folder, Instant now) throws IOException {
    try {
      Files.createDirectories(folder);
      // Written last, so that a half-made identity is made anew.
      if (!Files.exists(folder.resolve(CA_FILE))) {
        make(now).store(folder);
      }
      return load(folder);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("the authority's key and certificates cannot be made or read", e);
    }
  }

  String caPem() throws IOException {
    return pem(ca);
  }

  private static AuthorityIdentity make(Instant now)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    var caKeys = keys();
    var caName = new X500Name("CN=Tradewitness local time-stamp CA");
    var caBuilder = builder(caName, caName, caKeys, now);
    var extensions = new JcaX509ExtensionUtils();
    caBuilder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    caBuilder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    caBuilder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        extensions.createSubjectKeyIdentifier(caKeys.getPublic()));
    var signer = new JcaContentSignerBuilder(SIGNATURE).build(caKeys.getPrivate());
    var ca = certificate(caBuilder.build(signer));

    var keys = keys();
    var builder =
        builder(caName, new X500Name("CN=Tradewitness local time-stamp authority"), keys, now);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    // RFC 3161 section 2.3: this purpose alone, and critical.
    builder.addExtension(
        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        extensions.createSubjectKeyIdentifier(keys.getPublic()));
    builder.addExtension(
        Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(ca));
    return new AuthorityIdentity(keys.getPrivate(), certificate(builder.build(signer)), ca);
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()).setBit(126),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(VALIDITY)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate certificate(X509CertificateHolder holder)
      throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  private void store(Path folder) throws IOException {
    write(
        folder.resolve(KEY_FILE), pem(new PemObject("PRIVATE KEY", key.getEncoded())), "rw-------");
    write(folder.resolve(CERTIFICATE_FILE), pem(certificate), "rw-r--r--");
    write(folder.resolve(CA_FILE), pem(ca), "rw-r--r--");
  }

  private static AuthorityIdentity load(Path folder) throws IOException, GeneralSecurityException {
    var key =
        new JcaPEMKeyConverter()
            .getPrivateKey(PrivateKeyInfo.getInstance(read(folder.resolve(KEY_FILE))));
    return new AuthorityIdentity(
        key,
        certificate((X509CertificateHolder) read(folder.resolve(CERTIFICATE_FILE))),
        certificate((X509CertificateHolder) read(folder.resolve(CA_FILE))));
  }

  private static Object read(Path file) throws IOException {
    try (var parser = new PEMParser(new StringReader(Files.readString(file)))) {
      var value = parser.readObject();
      if (value == null) {
        throw new IOException("nothing in PEM form in " + file);
      }
      return value;
    }
  }

  private static String pem(Object value) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(value);
    }
    return text.toString();
  }

  private static void write(Path file, String content, String permissions) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, content);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
