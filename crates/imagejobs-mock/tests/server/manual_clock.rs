use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use imagejobs_core::clock::{Clock, Sleep};
use imagejobs_mock::{ManualClock, Server};

const SECOND: Duration = Duration::from_secs(1);

fn is_over(sleep: &mut Sleep) -> bool {
    sleep.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn time_stands_still_until_it_is_moved() {
    let server = Server::builder().manual_time().start().unwrap();
    let clock = ManualClock::new(server.now());
    assert_eq!(clock.now(), server.now());
    let (mut long, mut short) = (clock.sleep(SECOND * 5), clock.sleep(SECOND * 2));
    assert_eq!((clock.sleeping(), clock.next_sleep()), (2, Some(SECOND * 2)));
    assert!(!is_over(&mut long) && !is_over(&mut short));
    clock.clone().advance(SECOND * 2);
    assert!(!is_over(&mut long) && is_over(&mut short));
    assert_eq!((clock.sleeping(), clock.next_sleep()), (1, Some(SECOND * 3)));
    drop(long);
    assert_eq!((clock.sleeping(), clock.next_sleep()), (0, None));
    assert_eq!(clock.slept(), [SECOND * 5, SECOND * 2]);
    assert_eq!(clock.now(), server.now() + SECOND * 2);
}

#[test]
fn a_sleep_of_nothing_is_over_and_one_too_long_never() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    assert!(is_over(&mut clock.sleep(Duration::ZERO)));
    let mut forever = clock.sleep(Duration::MAX);
    clock.advance(SECOND);
    assert!(!is_over(&mut forever));
}

#[test]
fn sleepers_are_woken_when_their_time_has_come() {
    run(async {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
        let mut sleep = clock.sleep(SECOND);
        let mover = std::thread::spawn({
            let clock = clock.clone();
            move || clock.advance(SECOND)
        });
        (&mut sleep).await;
        mover.join().unwrap();
        assert_eq!(clock.sleeping(), 0);
    });
}

#[test]
fn a_test_can_wait_for_sleepers() {
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH);
    let sleeper = std::thread::spawn({
        let clock = clock.clone();
        move || run(clock.sleep(SECOND))
    });
    run(clock.asleep(1));
    clock.advance(clock.next_sleep().unwrap());
    sleeper.join().unwrap();
    assert_eq!(clock.slept(), [SECOND]);
}

#[test]
fn short_sleeps_are_skipped_and_move_the_clock() {
    run(async {
        let start = SystemTime::UNIX_EPOCH;
        let clock = ManualClock::skipping(start, SECOND * 30);
        let mut limit = clock.sleep(SECOND * 60);
        let mut unpolled = clock.sleep(SECOND * 3);
        clock.sleep(SECOND * 10).await;
        assert_eq!(clock.now(), start + SECOND * 10);
        assert!(is_over(&mut unpolled), "it ended on the way");
        assert_eq!(clock.now(), start + SECOND * 10);
        let mut exact = clock.sleep(SECOND * 30);
        assert!(!is_over(&mut exact) && !is_over(&mut limit));
        clock.sleep(SECOND * 29).await;
        clock.sleep(SECOND * 21).await;
        let both = is_over(&mut limit) && is_over(&mut exact);
        assert!(both, "short sleeps lead to the end of long ones");
        let slept = [60, 3, 10, 30, 29, 21].map(Duration::from_secs);
        assert_eq!(clock.slept(), slept);
    });
}
