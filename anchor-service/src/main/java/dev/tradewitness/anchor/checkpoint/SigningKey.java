package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key that signs or once signed: its public half and when it was in use.
///
/// @param notAfter null while the key is in use
public record SigningKey(
    String keyId, Ed25519PublicKey publicKey, Instant notBefore, @Nullable Instant notAfter) {}
