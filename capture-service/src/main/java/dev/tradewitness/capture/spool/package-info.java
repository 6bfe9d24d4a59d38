/// Keeps events in local files while the database does not take them, and takes them to their place
/// when it does.
///
/// ## From the door to the table
///
/// 1. Each instance has one queue, `CommitQueue`: first in, first out, from every door to the
///    table.
/// 2. Its parts, oldest first: the group that the committer stores, what is queued behind it, the
///    records on the disk, what is diverted and waits for the disk.
/// 3. *Direct*: arrivals are queued for the committer. *Diverted*: arrivals wait for the disk.
/// 4. A group that fails, or takes longer than `commit-wait`, diverts the queue and takes
///    everything queued behind it along, in order. Nothing is left that a later arrival could
///    overtake.
/// 5. Events that a sender keeps (Kafka's) are never spooled. They are handed back, with all behind
///    them of the same poll, and come again; while the queue is diverted they wait.
/// 6. One thread owns the disk. Each of its rounds settles, submits, appends.
/// 7. Settle: records whose outcome is known are let go, oldest first. One that failed is submitted
///    again, with all behind it. Records in a group that was given up wait for its late outcome.
/// 8. Submit: after `retry`, the next records go to the committer, bounded in events and bytes.
/// 9. Once the last record on the disk is submitted, what is diverted is queued right behind it and
///    the queue is direct again. A failure after that diverts it again: rule 4.
/// 10. Append: what is diverted goes to the disk, one fsync for a group; then it is answered 202.
/// 11. While records are submitted, at most half as many bytes are appended: the backlog ends under
///     any load. The rest waits in memory, and beyond a bound arrivals get 503.
/// 12. Memory: the intake's bounds hold until an event has its outcome, on the disk or in the
///     table. The drain holds at most 8 MiB, an append 4 MiB.
/// 13. The disk holds segments of 16 MiB, at most `size-max` together. A segment is deleted when
///     all of it is settled; its header says how far it is.
/// 14. A record has a mark that UTF-8 text cannot contain, its length, a CRC-32C, its body.
/// 15. A failed append ends its segment, and hands back all that waits behind it. The next one,
///     after `retry`, begins a new file; a file without a record is deleted.
/// 16. Bytes that are no record are skipped up to the next whole record. They are counted, make
///     `/health` `degraded`, and their segment is renamed, not deleted.
/// 17. A record that the end of its file cuts off was never acknowledged: counted as torn. One that
///     ends with its file by its CRC, though not by its length, is whole: the length is spoiled.
/// 18. Killed anywhere: an acknowledged event is whole on the disk or in the table. The next start
///     reads what is not settled; a record that is in the table already is a repetition.
/// 19. The start needs the folder, not the database; on a full disk it needs no byte.
/// 20. What was acknowledged and can never be stored is written to `refused.ndjson` first, once. If
///     that fails, its segment is renamed, not deleted.
/// 21. Names are as durable as bytes: of the folder and those above it before the first record, of
///     a segment before its first record, of `refused.ndjson` before its first line.
@NullMarked
package dev.tradewitness.capture.spool;

import org.jspecify.annotations.NullMarked;
