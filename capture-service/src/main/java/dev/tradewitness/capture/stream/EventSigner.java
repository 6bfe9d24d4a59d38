package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Signs events with the instance's key, as the protocol's delegated signature, where their stream
/// wants it. Safe for many threads; called outside the committer, since a signature does not depend
/// on the number.
public final class EventSigner {

  private final Ed25519Signer signer;
  private final String keyId;
  private final SigningMode defaultMode;
  private final Map<String, SigningMode> modes;
  private volatile Map<String, SigningMode> ofSources = Map.of();

  public EventSigner(
      Ed25519Signer signer, SigningMode defaultMode, Map<String, SigningMode> modes) {
    this.signer = signer;
    this.keyId = signer.publicKey().keyId();
    this.defaultMode = defaultMode;
    this.modes = Map.copyOf(modes);
  }

  /// What the sources say of their streams; it counts before the settings.
  public void setOfSources(Map<String, SigningMode> signing) {
    ofSources = Map.copyOf(signing);
  }

  public SigningMode mode(String policyId) {
    SigningMode ofSource = ofSources.get(policyId);
    return ofSource == null ? modes.getOrDefault(policyId, defaultMode) : ofSource;
  }

  /// The signature over the event's raw hash bytes, or null in a stream that signs checkpoints
  /// only.
  ///
  /// @param mode as [#mode] gave it for the event's stream; asked again, it may be another
  public @Nullable EventSignature sign(TradingEvent event, SigningMode mode) {
    return switch (mode) {
      case EVERY_EVENT -> new EventSignature(signer.sign(event.document().hash().bytes()), keyId);
      case CHECKPOINT -> null;
    };
  }
}
