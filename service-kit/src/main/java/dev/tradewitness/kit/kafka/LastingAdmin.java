package dev.tradewitness.kit.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/// Makes admin clients that live as long as the service, also while no broker answers.
public final class LastingAdmin {

  private LastingAdmin() {}

  /// By default a client that has reached no broker yet begins anew with its bootstrap addresses,
  /// hundreds of times a second, with a line in the log each time (kafka-clients 4.2.1). Here it
  /// waits for the addresses that it has, unless the settings say otherwise.
  public static Admin of(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putIfAbsent(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    return Admin.create(all);
  }
}
