package dev.tradewitness.anchor.batch;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// Batch records on their way to `vcp.anchors`: written with the change they tell of, removed after
/// they were handed over. A crash in between hands them over again, which is harmless.
public final class AnchorMessages {

  /// Any fixed number: whose lock it is that keeps two instances from mixing the order.
  private static final long LOCK = 0x76637061_6e63L;

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;

  AnchorMessages(JdbcClient jdbc, TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  /// A record to be sent, as it was when the message was written.
  public static final class Message {
    private final long number;
    private final String policyId;
    private final byte[] body;

    Message(long number, String policyId, byte[] body) {
      this.number = number;
      this.policyId = policyId;
      this.body = body.clone();
    }

    public String policyId() {
      return policyId;
    }

    public byte[] body() {
      return body.clone();
    }
  }

  /// Adds a message in the caller's transaction, which must hold the stream's or the batch's lock,
  /// so that numbers of one stream follow the order of its changes.
  void add(PolicyId policyId, JsonObject record) {
    jdbc.sql("INSERT INTO anchor_message (policy_id, body) VALUES (?, ?)")
        .params(policyId.value(), CanonicalJson.ofOwn(record))
        .update();
  }

  /// Hands the oldest messages to `send`, in order, and removes them when it returns. One instance
  /// at a time; the others get nothing.
  ///
  /// @return how many were handed over
  public int handOver(int limit, Consumer<List<Message>> send) {
    Integer handed =
        transactions.execute(status -> {
          boolean mine =
              jdbc.sql("SELECT pg_try_advisory_xact_lock(?)")
                  .param(LOCK)
                  .query(Boolean.class)
                  .single();
          return mine ? handOverLocked(limit, send) : 0;
        });
    return handed == null ? 0 : handed;
  }

  private int handOverLocked(int limit, Consumer<List<Message>> send) {
    List<Message> messages =
        jdbc.sql(
                "SELECT message_no, policy_id, body FROM anchor_message ORDER BY message_no LIMIT ?")
            .param(limit)
            .query((row, n) -> new Message(row.getLong(1), row.getString(2), row.getBytes(3)))
            .list();
    if (!messages.isEmpty()) {
      send.accept(messages);
      jdbc.sql("DELETE FROM anchor_message WHERE message_no = ANY (?)")
          .param(messages.stream().mapToLong(message -> message.number).toArray())
          .update();
    }
    return messages.size();
  }

  /// How many wait.
  public long waiting() {
    return jdbc.sql("SELECT count(*) FROM anchor_message").query(Long.class).single();
  }
}
