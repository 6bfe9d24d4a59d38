package dev.tradewitness.capture.decode;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// A conformance finding: the event is kept, hashed and numbered all the same. Codes are those of
/// the VCP conformance guide where it has one.
public enum Warning {
  UID_001("UID-001", "event_id is not a UUIDv7"),
  UID_002("UID-002", "trace_id is not a UUIDv7"),
  UID_010("UID-010", "the time in event_id is not between 2020 and 2100"),
  UID_ASSIGNED("UID-ASSIGNED", "the event came without event_id; one was assigned"),
  SCH_002("SCH-002", "a header member that the standard requires is missing"),
  SCH_010("SCH-010", "event_type_code is not in the registry"),
  SCH_011("SCH-011", "event_type_code and event_type disagree"),
  SCH_012("SCH-012", "hash_algo is not known, or not the one in use here (SHA256)"),
  SCH_020("SCH-020", "an ORD event lacks order_id, side, price or quantity"),
  SCH_021("SCH-021", "an EXE event lacks order_id, execution_price or executed_qty"),
  SCH_030("SCH-030", "a price is not a plain decimal string"),
  SCH_031("SCH-031", "another financial value is not a plain decimal string"),
  SCH_032("SCH-032", "a value of the risk snapshot is not a plain decimal string"),
  TST_001("TST-001", "timestamp_iso and timestamp_int cannot be read, or are more than 1 s apart"),
  TST_002("TST-002", "timestamp_int is not a string"),
  TST_020("TST-020", "clock_sync_status is not known"),
  CLK_001("CLK-001", "the clock the event claims does not fit its tier or its time of arrival"),
  POL_001("POL-001", "policy_identification lacks version or a known conformance_tier"),
  HCH_003("HCH-003", "the sender's security.event_hash is not the hash of the event"),
  EVT_001("EVT-001", "a SIG event lacks vcp_gov.algo_id"),
  NUM_001("NUM-001", "a number that RFC 8785 hashes like others");

  private final String code;
  private final String meaning;

  Warning(String code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /// As in answers and metrics.
  public String code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  /// Codes with commas between them, in a fixed order: how they are stored.
  public static String stored(Collection<Warning> warnings) {
    return warnings.stream().map(Warning::code).collect(Collectors.joining(","));
  }

  /// The reverse of [#stored]; codes of other versions are left out.
  public static Set<Warning> ofStored(String stored) {
    var warnings = EnumSet.noneOf(Warning.class);
    if (!stored.isEmpty()) {
      for (String code : stored.split(",")) {
        for (Warning warning : values()) {
          if (warning.code.equals(code)) {
            warnings.add(warning);
          }
        }
      }
    }
    return warnings;
  }
}
