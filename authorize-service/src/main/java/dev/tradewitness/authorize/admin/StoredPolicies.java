package dev.tradewitness.authorize.admin;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface StoredPolicies extends JpaRepository<StoredPolicy, String> {
  Optional<StoredPolicy> findByStatus(StoredPolicy.Status status);
}
