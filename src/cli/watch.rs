//! Bounds a piece of work from outside, so that neither a hanging library nor Ctrl-C loses what is known so far.

use std::hint::black_box;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use signal_hook::consts::SIGINT;
use signal_hook::flag;

use super::defect::Work;

/// Longest that work may take, servers included.
const LIMIT: Duration = Duration::from_secs(120);
/// How often the interrupt is looked for.
const GLANCE: Duration = Duration::from_millis(50);

/// Most memory that may be written to: of the whole program, and for each core that it works on.
const MEMORY: [u64; 2] = [1 << 30, 256 << 20];

/// Has the system refuse memory beyond a bound, so that no object of git can unpack to more than the machine has: what
/// needs it is then unknown. Where the system does not let us, or its own limit is lower, that stands.
pub(super) fn bound_memory() {
    let [whole, core] = MEMORY;
    let bound = whole + core * cores() as u64;
    let Rlimit { current, maximum } = getrlimit(Resource::Data);
    if current.or(maximum).is_none_or(|now| now > bound) {
        let _ = setrlimit(Resource::Data, Rlimit { current: Some(bound), maximum });
    }
}

/// Memory that a thread begins with: glibc would else ask the system for it page by page.
const ROOM: usize = 4 << 20;

/// Has this thread's share of the memory hold as much at once. Nothing is written to it.
fn make_room() {
    // The first tells glibc that such sizes come and go, the second has it keep one.
    for _ in 0..2 {
        let mut room = Vec::<u8>::new();
        // Where there is not so much, it goes page by page.
        let _ = room.try_reserve_exact(ROOM);
        drop(black_box(room));
    }
}

/// How many cores the program may work on.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// How watched work ended.
pub(super) enum Outcome<T> {
    /// It was done.
    Done(T),
    /// It took longer than it may, which was so long; its thread is left to the end of the program.
    TooLong(Duration),
    /// The user pressed Ctrl-C.
    Interrupted,
    /// A defect of ours stopped it.
    Died,
    /// The system gave no thread for it.
    NotBegun,
}

impl<T> Outcome<T> {
    /// What the work gave.
    ///
    /// # Errors
    /// Why `name`, as the user knows the work, gave nothing.
    pub(super) fn value(self, name: &str) -> Result<T, String> {
        match self {
            Self::Done(value) => Ok(value),
            Self::TooLong(limit) => Err(format!("the {name} was stopped after {} s", limit.as_secs_f32())),
            Self::Interrupted => Err(format!("the {name} was interrupted")),
            Self::Died => Err(format!("the {name} was cut short by a defect in this program; please report it")),
            Self::NotBegun => Err("the system gives this program no further thread".to_owned()),
        }
    }
}

/// Watches over work: for how long it may take, and whether the user has pressed Ctrl-C. The first one asks for the
/// report so far, a second one ends the program.
pub(super) struct Watch {
    pressed: Arc<AtomicBool>,
    limit: Duration,
    /// How many threads a work has: one waits at times, as for a server.
    threads: usize,
    /// Those of the last work, if it was done: the next one takes them over.
    idle: Mutex<Option<Threads>>,
}

/// A work's own threads: a defect that stops one of them stops no other work's.
struct Threads {
    pool: ThreadPool,
    /// What they work on.
    work: Work,
}

impl Threads {
    fn begin(count: usize) -> Option<Self> {
        let work = Work::default();
        let mark = work.clone();
        let start = move |_| {
            mark.begin_here();
            make_room();
        };
        let pool = ThreadPoolBuilder::new().num_threads(count).start_handler(start).panic_handler(|_| ()).build();
        Some(Self { pool: pool.ok()?, work })
    }
}

impl Watch {
    /// Listens from now on, and gives work 120 s at most. Where the system does not let us listen, Ctrl-C ends the
    /// program as ever.
    pub(super) fn begin() -> Self {
        let (watch, again) = (Self::of(LIMIT), Arc::default());
        // What is registered first is heard first: no interrupt is lost that comes between two of these.
        let _ = flag::register(SIGINT, watch.pressed.clone());
        end_where(&again);
        let _ = flag::register(SIGINT, again);
        watch
    }

    /// Gives work `limit` at most, and listens to nobody.
    pub(super) fn of(limit: Duration) -> Self {
        Self { pressed: Arc::default(), limit, threads: cores() + 1, idle: Mutex::default() }
    }

    /// A watch over one of so many `works` at a time, which share the cores; Ctrl-C concerns all.
    pub(super) fn over_one_of(&self, works: usize) -> Self {
        let threads = cores().div_ceil(works.max(1)) + 1;
        Self { pressed: Arc::clone(&self.pressed), threads, ..Self::of(self.limit) }
    }

    /// Ctrl-C was pressed.
    pub(super) fn interrupted(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }

    /// Runs `work` on threads of its own.
    pub(super) fn over<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        self.over_leaving(|| (work(), ()))
    }

    /// As [`Watch::over`], for work that gives something to free besides: nobody waits for that.
    pub(super) fn over_leaving<T, L>(&self, work: impl FnOnce() -> (T, L) + Send + 'static) -> Outcome<T>
    where
        T: Send + 'static,
    {
        let (done, result) = channel();
        let deadline = Instant::now() + self.limit;
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.take());
        let Some(threads) = idle.or_else(|| Threads::begin(self.threads)) else { return Outcome::NotBegun };
        threads.pool.spawn(move || {
            let (value, _left) = work();
            // Nobody may be waiting any more.
            let _ = done.send(value);
        });
        loop {
            match result.recv_timeout(GLANCE) {
                Ok(value) => {
                    _ = self.idle.lock().map(|mut idle| idle.replace(threads));
                    return Outcome::Done(value);
                }
                Err(RecvTimeoutError::Disconnected) => return Outcome::Died,
                Err(RecvTimeoutError::Timeout) if threads.work.is_cut_short() => return Outcome::Died,
                Err(RecvTimeoutError::Timeout) if self.interrupted() && ENDS.load(Ordering::Relaxed) => {
                    return Outcome::Interrupted;
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => return Outcome::TooLong(self.limit),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Whether Ctrl-C may end the program, or the waiting for its work: not while it writes.
static ENDS: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(true)));

/// Has Ctrl-C end the program at once, with a code of the table.
pub(super) fn end_at_interrupt() {
    end_where(&ENDS);
}

/// Has Ctrl-C end the program, with a code of the table, as long as `allowed` says so.
fn end_where(allowed: &Arc<AtomicBool>) {
    let _ = flag::register_conditional_shutdown(SIGINT, i32::from(crate::exit::Code::Error as u8), Arc::clone(allowed));
}

/// Runs `work`, which the first Ctrl-C does not end half-way; nor what `work` is itself a part of.
pub(super) fn unbroken<T>(work: impl FnOnce() -> T) -> T {
    let ends = ENDS.swap(false, Ordering::Relaxed);
    let done = work();
    ENDS.store(ends, Ordering::Relaxed);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forever() {
        thread::sleep(Duration::from_secs(600));
    }

    #[test]
    fn work_that_ends_gives_its_value() {
        assert!(matches!(Watch::of(Duration::from_secs(10)).over(|| 7), Outcome::Done(7)));
    }

    #[test]
    fn work_that_hangs_is_left() {
        let outcome = Watch::of(Duration::from_millis(1)).over(forever);
        assert_eq!(outcome.value("run"), Err("the run was stopped after 0.001 s".to_owned()));
    }

    #[test]
    fn an_interrupt_ends_the_waiting() {
        let watch = Watch::of(Duration::from_secs(600));
        watch.pressed.store(true, Ordering::Relaxed);
        assert_eq!(watch.over(forever).value("review"), Err("the review was interrupted".to_owned()));
    }

    #[test]
    fn a_panic_is_told() {
        assert!(matches!(Watch::of(Duration::from_secs(10)).over(|| panic!("on purpose")), Outcome::<()>::Died));
    }
}
