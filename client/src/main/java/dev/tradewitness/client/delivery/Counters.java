package dev.tradewitness.client.delivery;

/// Counts since the start, and how much is under way. Taken one after the other while events go on,
/// so they add up only when nothing is under way.
///
/// @param logged events handed in, dropped ones included
/// @param stored events that capture has in PostgreSQL, duplicates included
/// @param duplicates of these, those that capture had before
/// @param spooledByCapture events that are on capture's disk
/// @param settled events that capture's LDJSON door acknowledged: stored, on capture's disk, or
///   refused and counted there
/// @param spooled events that went to this client's disk
/// @param refused events that capture, or something on the way to it, never takes
/// @param setAside of these, those in `refused.ndjson` of the spool's folder
/// @param dropped events that are nowhere: the buffer was full, or the client closed
/// @param requestsFailed requests that did not end with an answer for each event
/// @param diskFailures times the disk did not take events or give them back
/// @param listenerFailures calls of the listener that ended with an exception
/// @param faults turns of the sender that ended with an exception, which is a fault of this library
/// @param buffered events in memory that nobody has confirmed
/// @param onDisk events on this client's disk, also of earlier processes
/// @param diskBytes size of the spool's files
/// @param damaged times a spooled record could not be read; its file is kept as `….damaged`
/// @param torn beginnings of records that a crash cut off
public record Counters(
    long logged,
    long stored,
    long duplicates,
    long spooledByCapture,
    long settled,
    long spooled,
    long refused,
    long setAside,
    long dropped,
    long requestsFailed,
    long diskFailures,
    long listenerFailures,
    long faults,
    long buffered,
    long onDisk,
    long diskBytes,
    long damaged,
    long torn) {}
