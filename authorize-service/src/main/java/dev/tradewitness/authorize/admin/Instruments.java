package dev.tradewitness.authorize.admin;

import org.springframework.data.jpa.repository.JpaRepository;

interface Instruments extends JpaRepository<Instrument, String> {}
