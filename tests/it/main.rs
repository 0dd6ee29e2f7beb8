//! All integration tests in one binary; run them by `bash tests/run`, which starts what they need.

mod support;

mod access;
mod accounts;
mod api;
mod audit;
mod backups;
mod binary;
mod care;
mod console_calls;
mod console_care;
mod console_coordinators;
mod console_honours;
mod console_memorials;
mod console_office;
mod console_people;
mod console_team;
mod coordinators;
mod demo;
mod donations;
mod floors;
mod handing_on;
mod honours;
mod imports;
mod integrity;
mod jobs;
mod match_cases;
mod memorials;
mod people;
mod rates;
mod registration;
mod schema;
mod siblings;
mod story;
mod team;
mod units;
