package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.EventDocument;
import dev.tradewitness.capture.decode.EventId;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.Warning;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An event that is committed, with its place.
///
/// @param signature null in streams that sign checkpoints only
/// @param reception with the trace that the event is found under, whoever named it
public record StoredEvent(
    StreamPosition at,
    EventId id,
    Tier tier,
    EventDocument document,
    @Nullable EventSignature signature,
    Reception reception,
    Set<Warning> warnings) {}
