//! A class's reports, made from a gradebook in which everything is hostile that can be.

mod kit;

#[path = "class_report/browser.rs"]
mod browser;
#[path = "class_report/fill.rs"]
mod fill;
#[path = "class_report/formats.rs"]
mod formats;
#[path = "class_report/gradebook.rs"]
mod gradebook;
