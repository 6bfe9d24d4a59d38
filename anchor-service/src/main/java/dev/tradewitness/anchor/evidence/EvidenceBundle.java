package dev.tradewitness.anchor.evidence;

import java.io.IOException;
import java.io.OutputStream;

/// A complete bundle, ready to be written once. The same content gives the same bytes.
public final class EvidenceBundle implements AutoCloseable {

  private final MemberSpool members;
  private final byte[] manifest;
  private final Runnable release;

  EvidenceBundle(MemberSpool members, byte[] manifest, Runnable release) {
    this.members = members;
    this.manifest = manifest.clone();
    this.release = release;
  }

  public void writeTo(OutputStream out) throws IOException {
    members.write(manifest, out);
  }

  @Override
  public void close() throws IOException {
    try {
      members.close();
    } finally {
      release.run();
    }
  }
}
