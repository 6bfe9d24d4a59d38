package dev.tradewitness.vpin.reading;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an engine is restored from.
///
/// @param open what every trade changes, as [VpinEngine#saveOpen()] gave it
/// @param base window and history in the format of earlier versions, from before the first chunk;
///   null when there is none
/// @param chunks those of the engine's epoch that are stored, by number
@SuppressWarnings("ArrayRecordComponent") // Handed from the database to the engine, never compared.
public record SavedEngine(byte[] open, byte @Nullable [] base, List<BucketChunk> chunks) {}
