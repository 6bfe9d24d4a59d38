package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.RunningService.Reply;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Changes that wait are bounded in number and time, and only some people may approve them.
class ChangeBoundsIT {

  @Test
  void onlyNamedPeopleApproveAndNothingWaitsForEver() {
    Servers.postgres().start();
    Servers.kafka().start();
    try (var strict =
        RunningService.start(
            RunningService.freshDatabase(),
            "tradewitness.authorize.changes.approvers=lead,deputy",
            "tradewitness.authorize.changes.waiting-max=2",
            "tradewitness.authorize.changes.life=3s")) {
      String looser =
          """
          {"scope":"ACCOUNT","subject":"default","control":"MAX_ORDER_VALUE","amount":%d,
           "reason":"growth","author":"alice"}\
          """;
      Reply first = strict.post("/v1/limits", looser.formatted(100_001));
      Reply second = strict.post("/v1/limits", looser.formatted(100_002));
      assertThat(second.status()).isEqualTo(202);
      assertRefused(strict.post("/v1/limits", looser.formatted(100_003)), 409, "CHANGES_FULL");
      String path = "/v1/limits/" + first.text("change_id") + "/approve";
      assertRefused(strict.post(path, "{\"approver\":\"bob\"}"), 403, "NOT_AN_APPROVER");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> strict.get("/v1/changes/waiting").body().toString().contains("[]"));
      assertRefused(strict.post(path, "{\"approver\":\"lead\"}"), 409, "CHANGE_EXPIRED");
      Reply third = strict.post("/v1/limits", looser.formatted(100_003));
      assertThat(
              strict
                  .post(
                      "/v1/limits/" + third.text("change_id") + "/approve",
                      "{\"approver\":\"deputy\"}")
                  .status())
          .isEqualTo(200);
    }
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.body().toString()).contains("\"code\":\"" + code + '"');
    assertThat(reply.status()).isEqualTo(status);
  }
}
