//! Lifelight (生命之光): a Red Cross office's registry of volunteers for stem cell, organ, cornea and
//! body donation. Rooms on floors: a room uses only rooms on lower floors (see ARCHITECTURE.md).

pub mod domain;

pub mod crypto;

pub mod store;

pub mod service;

pub mod jobs;

pub mod web;

pub mod channels;
pub mod cli;
